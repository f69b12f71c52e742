"""What the API's views share: keys, cursors, stamps, errors, the shape of rows."""
