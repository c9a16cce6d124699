/** What the pages gain from a script. Every page works without it; of what is personal only
 * drafts are kept in the browser, until they are sent or their writer signs out. */
import { lightUpTogether } from "./js/linking.js";
import { takeSelection } from "./js/selection.js";
import { collectMarks } from "./js/marks.js";
import { listenToKeys } from "./js/keys.js";
import { takePartHere } from "./js/here.js";
import { keepDrafts } from "./js/drafts.js";
import { guardForms, keepPlace } from "./js/forms.js";
import { lookAhead } from "./js/ahead.js";
import { keepReadingPlace } from "./js/place.js";
import { offerPasskeys } from "./js/passkeys.js";
import { keepUpToDate } from "./js/live.js";

lightUpTogether(document);
takeSelection(document);
collectMarks(document);
listenToKeys(document);
takePartHere(document);
keepDrafts(document);
guardForms(document);
keepPlace(document);
lookAhead(document);
keepReadingPlace(document);
offerPasskeys(document);
keepUpToDate(document);
