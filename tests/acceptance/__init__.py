"""Black-box checks T04–T35: what a tester does who knows the documented names and the command line only."""
