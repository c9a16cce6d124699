"""Why a statement is suggested, in sentences for the editor. They are stored with the suggestion, in English."""

from deliberate.core.retelling import kept
from deliberate.core.wording import N_

RANK = kept(N_("Rank %(rank)s of %(count)s. What lifts it: %(lifted)s."), lists=["lifted"])
RANK_LOWERED = kept(
    N_("Rank %(rank)s of %(count)s. What lifts it: %(lifted)s. What lowers it: %(lowered)s."),
    lists=["lifted", "lowered"],
)

NAMES = kept(N_("“%(cue)s” names %(name)s as the speaker."))
NAMES_NOBODY = kept(N_("“%(cue)s” reports it without naming a speaker."))
GOES_ON = kept(N_("The quotation goes on, so %(name)s is still speaking."))
GOES_ON_UNNAMED = N_("The quotation goes on, so the same speaker is still speaking.")
MAKES_IT = kept(N_("“%(quoted)s” makes it %(firmness)s."), lists=["firmness"])
MARKS_IT = kept(N_("“%(quoted)s” marks it as %(kind)s."), lists=["kind"])

TAKEN_TO_BE = kept(N_("“%(quoted)s” is taken to be %(name)s."))
TAKEN_TO_BE_THE_CLAIM = kept(N_("“%(quoted)s” is taken to be the claim that %(claim)s."))
STANDS_FOR = kept(N_("“%(quoted)s” stands for “%(name)s”."))
POINTS_BACK = kept(N_("“%(quoted)s” points back at: %(claim)s"))
QUALIFIES_ONLY = kept(N_("“%(quoted)s” qualifies “%(qualified)s” and nothing else, so this is a statement of its own."))
QUALIFIES_WHO = kept(
    N_("“%(quoted)s” qualifies who is meant, not what is said of them, so this is a statement of its own.")
)
NO_PART = kept(N_("“%(quoted)s” is how it is put forward, not part of the statement."))

DENIAL_WORDED = kept(N_("What is denied is worded as a statement: %(claim)s"))
CUE_DENIES = kept(N_("“%(cue)s” denies it."))
CUE_LEAVES_OPEN = kept(N_("“%(cue)s” leaves it open."))
LOADED = kept(N_("“%(quoted)s” is the word of who tells it, and says that it is untrue."))
UNDER_LOADED = kept(N_("It is told under the loaded word “%(quoted)s”, which says that it is untrue."))

DENIES = kept(N_("%(name)s denies it."))
SOMEBODY_DENIES = N_("Somebody denies it.")
SAYS_THIS = kept(N_("%(name)s says this of it."))
SAYS_UNTRUE = kept(N_("“%(quoted)s” says that it is untrue."))
SAID_OF_IT = kept(N_("“%(quoted)s” is said of it."))
JOINS = kept(N_("“%(quoted)s” joins the two."))
OPENS = kept(N_("“%(quoted)s” opens the sentence."))

NO_WORD_LISTS = kept(
    N_("There are no word lists for the language “%(language)s”, so claims were looked for with the English ones.")
)
