theme pink
