"""Why a statement is suggested, in sentences for the editor. They are stored with the suggestion, in English."""

from deliberate.core.stored_words import stored
from deliberate.core.wording import N_

RANK = stored(N_("Rank %(rank)s of %(count)s. What lifts it: %(lifted)s."), lists=["lifted"])
RANK_LOWERED = stored(
    N_("Rank %(rank)s of %(count)s. What lifts it: %(lifted)s. What lowers it: %(lowered)s."),
    lists=["lifted", "lowered"],
)

NAMES = stored(N_("“%(cue)s” names %(name)s as the speaker."))
NAMES_NOBODY = stored(N_("“%(cue)s” reports it without naming a speaker."))
GOES_ON = stored(N_("The quotation goes on, so %(name)s is still speaking."))
GOES_ON_UNNAMED = N_("The quotation goes on, so the same speaker is still speaking.")
MAKES_IT = stored(N_("“%(quoted)s” makes it %(firmness)s."), lists=["firmness"])
MARKS_IT = stored(N_("“%(quoted)s” marks it as %(kind)s."), lists=["kind"])

TAKEN_TO_BE = stored(N_("“%(quoted)s” is taken to be %(name)s."))
TAKEN_TO_BE_THE_CLAIM = stored(N_("“%(quoted)s” is taken to be the claim that %(claim)s."))
STANDS_FOR = stored(N_("“%(quoted)s” stands for “%(name)s”."))
POINTS_BACK = stored(N_("“%(quoted)s” points back at: %(claim)s"))
QUALIFIES_ONLY = stored(
    N_("“%(quoted)s” qualifies “%(qualified)s” and nothing else, so this is a statement of its own.")
)
QUALIFIES_WHO = stored(
    N_("“%(quoted)s” qualifies who is meant, not what is said of them, so this is a statement of its own.")
)
NO_PART = stored(N_("“%(quoted)s” is how it is put forward, not part of the statement."))

DENIAL_WORDED = stored(N_("What is denied is worded as a statement: %(claim)s"))
CUE_DENIES = stored(N_("“%(cue)s” denies it."))
CUE_LEAVES_OPEN = stored(N_("“%(cue)s” leaves it open."))
LOADED = stored(N_("“%(quoted)s” is the word of who tells it, and says that it is untrue."))
UNDER_LOADED = stored(N_("It is told under the loaded word “%(quoted)s”, which says that it is untrue."))

DENIES = stored(N_("%(name)s denies it."))
SOMEBODY_DENIES = N_("Somebody denies it.")
SAYS_THIS = stored(N_("%(name)s says this of it."))
SAYS_UNTRUE = stored(N_("“%(quoted)s” says that it is untrue."))
SAID_OF_IT = stored(N_("“%(quoted)s” is said of it."))
JOINS = stored(N_("“%(quoted)s” joins the two."))
OPENS = stored(N_("“%(quoted)s” opens the sentence."))

NO_WORD_LISTS = stored(
    N_("There are no word lists for the language “%(language)s”, so claims were looked for with the English ones.")
)
