// Runs JavaScript that the server sends. Served only to pages of apps with allow_eval=True.
window.HANDLERS ??= {};
window.HANDLERS._eval = ({ script }) => void (0, eval)(script);
