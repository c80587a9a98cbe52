# GNU screen: its relays between charsets corrupt what is typed, so that it
# should be started in the charset of the terminal around it.
lines unicode
