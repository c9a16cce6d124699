"""Studies of later school hours, as people post them: real ones, quoted from their abstracts.

What begins with "In summary:" is a paraphrase, and says so. Ballots: groups of answers by those who agree, disagree and
are undecided on the main claim, as ``schools`` lists them.
"""

from datetime import date

from deliberate.demo.script import AGAINST, FOR, Also, Item
from deliberate.evidence.models import EvidenceKind

_STUDY = EvidenceKind.STUDY
_SEATTLE = "https://www.science.org/doi/10.1126/sciadv.aau6200"

ITEMS = (
    Item(
        "survey",
        "amber-fox",
        "short",
        FOR,
        "The prevalence of short sleep duration among high school students in the national YRBS was 72.7%.",
        "A national survey of the United States, for 2015; short means less than eight hours. That is most of them.",
        EvidenceKind.DATA,
        "Wheaton et al. (2018), Short Sleep Duration Among Middle School and High School Students. MMWR 67(3), 85–90",
        link="https://www.cdc.gov/mmwr/volumes/67/wr/mm6703a1.htm",
        published_on=date(2018, 1, 26),
    ),
    Item(
        "poll",
        "grey-wagtail",
        "short",
        FOR,
        "In summary: about one adolescent in five reported nine hours of sleep on school nights.",
        "Another survey, by telephone, with the same result as the later one.",
        EvidenceKind.DATA,
        "National Sleep Foundation (2006), Sleep in America Poll: Teens and Sleep",
    ),
    Item(
        "seattle",
        "quiet-heron",
        "sleep",
        FOR,
        "there was an increase in the daily median sleep duration of 34 min, associated with a 4.5% increase in the "
        "median grades of the students and an improvement in attendance.",
        "Sleep was measured with wrist monitors, before and after two schools in one city moved by 55 minutes.",
        _STUDY,
        "Dunster et al. (2018), Sleepmore in Seattle. Science Advances 4(12), eaau6200",
        link=_SEATTLE,
        published_on=date(2018, 12, 12),
    ),
    Item(
        "agency",
        "late-swift",
        "sleep",
        FOR,
        "Teenagers wore activity monitors to discover whether a later start to the school day would help them get more"
        " sleep. It did, adding 34 minutes of slumber a night.",
        "A news agency tells of the study in Seattle. It adds no measurement of its own.",
        EvidenceKind.REPORT,
        "Associated Press, More sleep in Seattle: Later school start helps kids get zzz",
        link="https://wsvn.com/news/us-world/more-sleep-in-seattle-later-school-start-helps-kids-get-zzz/",
        origin=_SEATTLE,
    ),
    Item(
        "review",
        "blue-lynx",
        "sleep",
        FOR,
        "Most studies reviewed provide evidence that delaying school start time increases weeknight sleep duration "
        "among adolescents, primarily by delaying rise times.",
        "A review of 38 reports, so it does not hang on one school.",
        _STUDY,
        "Wheaton, Chapman & Croft (2016), School Start Times, Sleep, Behavioral, Health, and Academic Outcomes: A "
        "Review of the Literature. Journal of School Health 86(5). doi:10.1111/josh.12388",
    ),
    Item(
        "new-york",
        "tall-birch",
        "sleep",
        AGAINST,
        "At the second follow-up, students maintained later rise times but delayed bedtimes, returning total sleep to "
        "baseline levels.",
        "By the following spring the gain was gone. Studies that end sooner cannot see this.",
        _STUDY,
        "Thacher & Onyper (2016), Longitudinal Outcomes of Start Time Delay on Sleep, Behavior, and Achievement in "
        "High School. Sleep 39(2), 271–281. doi:10.5665/sleep.5426",
    ),
    Also("seattle", "quiet-heron", "half-hour", FOR, "34 minutes is about half an hour."),
    Also("new-york", "tall-birch", "half-hour", AGAINST, "Here the gain was 20 minutes, and none in the end."),
    Also("new-york", "tall-birch", "bed", FOR, "This is what happened in this school: later to rise, later to bed."),
    Also("seattle", "amber-fox", "bed", AGAINST, "Measured, not asked: in Seattle pupils did gain sleep."),
    Also(
        "review",
        "blue-lynx",
        "bed",
        AGAINST,
        "Rising later is where most studies find the gain; going to bed did not move.",
    ),
    Item(
        "cadets",
        "amber-fox",
        "grades",
        FOR,
        "Results show that starting the school day 50 minutes later has a significant positive effect on student "
        "achievement, which is roughly equivalent to raising teacher quality by one standard deviation.",
        "Students were placed in courses by lot, so that other differences should even out.",
        _STUDY,
        "Carrell, Maghakian & West (2011), A’s from Zzzz’s? American Economic Journal: Economic Policy 3(3), 62–81",
        link="https://www.aeaweb.org/articles?id=10.1257/pol.3.3.62",
    ),
    Item(
        "not-pupils",
        "plain-badger",
        "cadets",
        AGAINST,
        "This study identifies the causal effect of school start time on academic achievement by using two policy "
        "changes in the daily schedule at the US Air Force Academy",
        "These are first-year cadets who live on the campus, not pupils who live with their parents.",
        EvidenceKind.ARGUMENT,
        "The same paper, in its abstract, on where it comes from",
    ),
    Item(
        "wake-county",
        "slow-otter",
        "grades",
        FOR,
        "In summary: in the middle schools of one county, starting an hour later went with higher test scores.",
        "The same schools at different hours over several years, so differences between schools matter less.",
        _STUDY,
        "Edwards (2012), Early to rise? The effect of daily start times on academic performance. Economics of "
        "Education Review 31(6), 970–983",
    ),
    Item(
        "bells",
        "north-wren",
        "grades",
        AGAINST,
        "The results do not suggest an effect of school starting times on achievement.",
        "Test scores of a whole region and two states, over ten years in which some districts moved and others did "
        "not.",
        _STUDY,
        "Hinrichs (2011), When the Bell Tolls. Education Finance and Policy 6(4), 486–507. doi:10.1162/EDFP_a_00045",
    ),
    Item(
        "critical",
        "grey-wagtail",
        "grades",
        AGAINST,
        "Improvement in academic performance and behavioral issues is less established.",
        "A critical review of 18 studies comes to this after finding an effect on sleep and on crashes.",
        _STUDY,
        "Morgenthaler et al. (2016), High School Start Times and the Impact on High School Students: What We Know, and"
        " What We Hope to Learn. Journal of Clinical Sleep Medicine 12(12), 1681–1689",
    ),
    Item(
        "kentucky",
        "quiet-heron",
        "crashes",
        FOR,
        "Average crash rates for teen drivers in the study county in the 2 years after the change in school start time"
        " dropped 16.5%, compared with the 2 years prior to the change, whereas teen crash rates for the rest of the "
        "state increased 7.8% over the same time period.",
        "The rest of the state is the comparison: there the rate went the other way.",
        _STUDY,
        "Danner & Phillips (2008), Adolescent Sleep, School Start Times, and Teen Motor Vehicle Crashes. Journal of "
        "Clinical Sleep Medicine 4(6), 533–535. doi:10.5664/jcsm.27345",
    ),
    Also("critical", "red-alder", "crashes", FOR, "The same review finds fewer crashes where schools start later."),
    Item(
        "ten-o-clock",
        "slow-otter",
        "ill",
        FOR,
        "Implementing a 10 a.m. start saw a decrease in student illness after 2 years of over 50% (p < 0.0005 and "
        "effect size: Cohen's d = 1.07), and reverting to an 8:50 a.m. start reversed this improvement",
        "It went down with the change and up again when the change was taken back.",
        _STUDY,
        "Kelley et al. (2017), Is 8:30 a.m. Still Too Early to Start School? Frontiers in Human Neuroscience 11, 588",
        link="https://www.frontiersin.org/articles/10.3389/fnhum.2017.00588/full",
        published_on=date(2017, 12, 8),
    ),
    Item(
        "tiers",
        "plain-badger",
        "buses",
        FOR,
        "To reduce costs by reusing buses between schools, many districts spread start times across the morning.",
        "Whoever lets all schools start at once cannot use a bus twice.",
        _STUDY,
        "Bertsimas, Delarue & Martin (2019), Optimizing schools’ start time and bus routes. PNAS 116(13), 5943–5948",
        link="https://www.pnas.org/doi/10.1073/pnas.1811462116",
    ),
    Item(
        "boston",
        "blue-lynx",
        "buses",
        AGAINST,
        "its implementation in Boston has led to $5 million in yearly savings, maintaining service quality for "
        "students despite a 50-bus fleet reduction.",
        "With better routes a district can move its hours and still pay less. It is the same paper as the one posted "
        "for.",
        _STUDY,
        "Bertsimas, Delarue & Martin (2019), Optimizing schools’ start time and bus routes. PNAS 116(13), 5943–5948",
        link="https://www.pnas.org/doi/10.1073/pnas.1811462116",
    ),
    Item(
        "depot",
        "grey-wagtail",
        "buses",
        FOR,
        "In summary: a bus company said at a parents’ evening that it would need a third more drivers.",
        "Drivers are the largest part of what a bus costs.",
        EvidenceKind.TESTIMONY,
        "Heard at a parents’ evening",
    ),
    Item(
        "apples",
        "plain-badger",
        "food",
        FOR,
        "In summary: children took an apple more often when it had a sticker of a cartoon figure on it.",
        "A sticker costs next to nothing, and food matters for how one feels in class.",
        _STUDY,
        "Wansink, Just & Payne (2012), Can Branding Improve School Lunches? Archives of Pediatrics and Adolescent "
        "Medicine 166(10), 967–968",
        link="https://jamanetwork.com/journals/jamapediatrics/fullarticle/1352169",
    ),
    Item(
        "paediatricians",
        "red-alder",
        "start",
        FOR,
        "The American Academy of Pediatrics strongly supports the efforts of school districts to optimize sleep in "
        "students and urges high schools and middle schools to aim for start times that allow students the opportunity"
        " to achieve optimal levels of sleep (8.5–9.5 hours)",
        "The doctors of this age group weighed the studies and came to a recommendation.",
        EvidenceKind.DOCUMENT,
        "American Academy of Pediatrics (2014), School Start Times for Adolescents. Pediatrics 134(3), 642–649. "
        "doi:10.1542/peds.2014-1697",
    ),
    Item(
        "economy",
        "dry-thistle",
        "start",
        FOR,
        "In summary: starting at 8.30 would, by this model, add about 83 billion dollars to the economy of the United "
        "States within ten years.",
        "The model sets the gain against the cost of buses and building; after two years it is the larger.",
        _STUDY,
        "Hafner, Stepanek & Troxel (2017), Later School Start Times in the U.S.: An Economic Analysis. RAND RR-2109",
        link="https://www.rand.org/pubs/research_reports/RR2109.html",
    ),
    Item(
        "weak",
        "north-wren",
        "start",
        AGAINST,
        "often the evidence is indirect, imprecise, or derived from cohorts of convenience, making the overall quality"
        " of evidence weak or very weak.",
        "A whole school system should not be moved on evidence of this quality.",
        _STUDY,
        "Morgenthaler et al. (2016), High School Start Times and the Impact on High School Students: What We Know, and"
        " What We Hope to Learn. Journal of Clinical Sleep Medicine 12(12), 1681–1689",
    ),
    Item(
        "afternoon",
        "tall-birch",
        "start",
        AGAINST,
        "Every hour that is added in the morning is taken from the afternoon: from clubs, from jobs, from daylight.",
        "A rule for all schools decides this for every family, also for those that are content.",
        EvidenceKind.ARGUMENT,
        "The contributor’s own argument about afternoons",
    ),
)

BALLOTS = {
    "survey": ("443 ... 433", "443 433 343", "433 443"),
    "poll": ("332 322 ...", "322 332 322", "332 322"),
    "seattle": ("... 443 444", "433 443 332", "443 433"),
    "agency": ("321 ... 221", "321 211 ...", "321 311"),
    "review": ("433 443 ...", "432 433 432", "433 432"),
    "new-york": ("332 322 332", "... 343 333", "332 333"),
    "new-york>bed": ("332 321 322", "... 333 332", "332 332"),
    "seattle>bed": ("... ... 444", "333 443 332", "443 433"),
    "review>bed": ("433 433 ...", "432 432 322", "433 432"),
    "cadets": ("344 ... 243", "243 343 142", "243 342"),
    "not-pupils": ("322 332 ...", "433 443 ...", "332 ..."),
    "wake-county": ("433 443 433", "333 433 332", "433 332"),
    "bells": ("333 343 332", "444 ... 443", "433 443"),
    "critical": ("332 322 332", "433 443 333", "433 332"),
    "kentucky": ("... 333 333", "332 332 322", "332 333"),
    "critical>crashes": ("322 321 322", "322 321 ...", "... 322"),
    "paediatricians": ("444 443 444", "221 221 110", "... 332"),
    "economy": ("333 343 433", "221 211 120", "332 ..."),
    "weak": ("121 221 110", "444 ... 434", "333 332"),
    "afternoon": ("211 210 111", "... 444 434", "322 332"),
    "tiers": ("33- ... ...", "433 ... ...", "... ..."),
}
