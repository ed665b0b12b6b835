/* The rooms in three dimensions: larger than all else of the page, so they come after it. */

import { Stage } from "./stage.js";
import { Tour } from "./tour.js";

globalThis.galleryRooms = { Stage, Tour };
