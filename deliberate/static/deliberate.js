/** What the pages gain from a script. Every page works without it; nothing here stores anything personal. */
import { lightUpTogether } from "./js/linking.js";
import { takeSelection } from "./js/selection.js";
import { listenToKeys } from "./js/keys.js";
import { guardForms, keepPlace } from "./js/forms.js";
import { lookAhead } from "./js/ahead.js";
import { keepReadingPlace } from "./js/place.js";
import { offerPasskeys } from "./js/passkeys.js";
import { keepUpToDate } from "./js/live.js";

lightUpTogether(document);
takeSelection(document);
listenToKeys(document);
guardForms(document);
keepPlace(document);
lookAhead(document);
keepReadingPlace(document);
offerPasskeys(document);
keepUpToDate(document);
