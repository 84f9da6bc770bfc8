"""The names of the messages with which a page changes without being loaded."""

#: Requests from the browser: to go to an address, and to prepare a page that it may go to.
WALK, AHEAD = "_walk", "_ahead"
#: Messages to it: its new address, a page to load as a whole, and the style sheets to fetch in advance.
PAGE, LOAD, SHEETS = "_page", "_load", "_sheets"
