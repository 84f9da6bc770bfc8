"""The names of the messages with which a page changes without being loaded."""

#: What the browser asks for: to go to an address, and to make a page ready that it may go to.
WALK, AHEAD = "_walk", "_ahead"
#: What it is told: where it is now, that a page has to be loaded as a whole, and which style sheets to have ready.
PAGE, LOAD, SHEETS = "_page", "_load", "_sheets"
