"""The standalone site's own people. The extension never imports this: a host brings its own."""
