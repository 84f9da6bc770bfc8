"""`make libraries` runs this."""

import os

from examples.libraries.app import app

app.run(port=int(os.environ.get("PORT", "8000")))
