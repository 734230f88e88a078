"""What goes out to the departments and comes back: blank, pre-filled and marked workbooks."""
