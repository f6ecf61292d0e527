"""What else could have been agreed: backtests from earlier starts, and the multiverse of defensible plans."""
