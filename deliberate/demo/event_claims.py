"""The claims of the contested event, each with its words in our text and whose they are."""

from deliberate.demo.script import Claim
from deliberate.propositions.models import Kind, Modality

RUSSIAN, UKRAINE, RT = "Russian media", "Ukraine", "RT"
AUTHORITIES, JOHNSON = "Russian authorities", "Boris Johnson"
_SAID = Modality.REPORTED

CLAIMS = (
    Claim(
        "attack",
        "91 drones attacked the Russian president’s state residence in the Novgorod region in the night of 28 to 29 "
        "December.",
        "91 drones attacked the Russian president’s state residence in the Novgorod region in the night of 28 to 29 "
        "December",
        (RUSSIAN,),
        modality=_SAID,
    ),
    Claim(
        "denial",
        "91 drones attacked the Russian president’s state residence in the Novgorod region in the night of 28 to 29 "
        "December.",
        "Ukraine denies this",
        (UKRAINE,),
        modality=Modality.DENIED,
    ),
    Claim(
        "intercepted",
        "All 91 drones were intercepted.",
        "all of the drones were intercepted",
        (RUSSIAN,),
        modality=_SAID,
    ),
    Claim(
        "fabrication",
        "The report of an attack on the residence is a fabrication.",
        "the report a fabrication that is meant to undermine the peace negotiations",
        (UKRAINE,),
        modality=_SAID,
    ),
    Claim(
        "file",
        "A flight plan file found in the wreckage of a drone shows where the attack came from.",
        "found a flight plan file in the wreckage of a drone, and that the file shows where the attack came from",
        (RT, AUTHORITIES),
        modality=_SAID,
    ),
    Claim(
        "khorly",
        "Several drones struck the village of Khorly a few days later.",
        "several drones struck the village of Khorly a few days later",
        (RT,),
        modality=_SAID,
    ),
    Claim(
        "victims",
        "At least 24 people were killed and 50 were injured in Khorly.",
        "At least 24 people were killed there and 50 were injured",
        (RT,),
        modality=_SAID,
    ),
    Claim(
        "talks",
        "Real negotiations between the United States and Ukraine are under way.",
        "real negotiations between the United States and Ukraine are now under way",
        ("Analysts",),
        modality=_SAID,
    ),
    Claim(
        "elements",
        "Elements within the Ukrainian armed forces launched the attack.",
        "elements within the Ukrainian armed forces launched the attack",
    ),
    Claim(
        "british",
        "British intelligence helped to launch the attack.",
        "British intelligence helped them, which it calls not fully substantiated",
        modality=Modality.POSSIBLE,
    ),
    Claim(
        "friction",
        "There is friction between the political leadership and the military of Ukraine.",
        "friction between the political leadership and the military of Ukraine",
    ),
    Claim(
        "control",
        "The Ukrainian president may not fully control what happens on the ground.",
        "the president may not fully control what happens on the ground",
        modality=Modality.POSSIBLE,
    ),
    Claim(
        "false-flag",
        "The attacks may have been staged under a false flag, to make Russia strike command centres in Ukraine.",
        "the possibility that the attacks were staged under a false flag, to make Russia strike command centres in "
        "Ukraine",
        modality=Modality.POSSIBLE,
    ),
    Claim(
        "answer",
        "The attacks call for retaliation with conventional weapons.",
        "call for retaliation with conventional weapons",
        kind=Kind.POLICY,
    ),
    Claim(
        "retaliation",
        "Russia may retaliate against western Europe.",
        "Russia may retaliate against western Europe as well",
        kind=Kind.FORECAST,
        modality=Modality.HYPOTHETICAL,
        scope="if a direct part of western Europe in the attacks can be proven",
    ),
    Claim(
        "paranoid",
        "The Russian president’s speeches before the invasion were paranoid.",
        "described his speeches before the invasion as paranoid",
        ("French officials",),
        kind=Kind.VALUE,
        modality=_SAID,
    ),
    Claim(
        "mad",
        "Leaders go mad after long years in power.",
        "leaders go mad after long years in power",
        ("Radosław Sikorski",),
        kind=Kind.VALUE,
        modality=_SAID,
    ),
    Claim(
        "irrational",
        "The Russian president is irrational.",
        "calls the Russian president irrational",
        (JOHNSON,),
        kind=Kind.VALUE,
        modality=_SAID,
    ),
    Claim(
        "restraint",
        "The Russian president is the one who holds back.",
        "he is the one who holds back",
        kind=Kind.VALUE,
    ),
    Claim(
        "push",
        "Leaders in western Europe push the world towards war.",
        "leaders in western Europe push the world towards war",
        kind=Kind.VALUE,
    ),
)
