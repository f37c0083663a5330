"""Pages of question sets, one module for each kind of page."""
