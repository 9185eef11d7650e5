// The pages work without scripts. These add copying, suggestions, live updates, ticking all rows at once, keys from row to row, help, drafts and
// clearing the screen.
import { install as copy } from './copy.js';
import { install as search } from './search.js';
import { install as session } from './session.js';
import { install as live } from './live.js';
import { install as bulk } from './bulk.js';
import { install as drafts } from './drafts.js';
import { install as help } from './help.js';
import { install as steps } from './steps.js';
import { install as keys } from './keys.js';

copy(document);
search(document);
session(document.body);
live(document);
drafts(document);
bulk(document);
help(document);
steps(document);
keys(document);
