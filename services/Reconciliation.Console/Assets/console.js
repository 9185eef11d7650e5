// Everything works without this but copying, typing ahead, live updates, ticking all rows at once and clearing the screen.
import { installer as copie } from './copie.js';
import { installer as recherche } from './recherche.js';
import { installer as session } from './session.js';
import { installer as direct } from './direct.js';
import { installer as masse } from './masse.js';

copie(document);
recherche(document);
session(document.body);
direct(document);
masse(document);
