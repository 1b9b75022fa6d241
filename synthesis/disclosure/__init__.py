"""What may leave the team: names replaced, small cells withheld, the finished files searched."""
