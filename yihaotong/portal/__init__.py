"""The portal: pages for the public. Nobody signs in; a case is opened with its number and its query code."""
