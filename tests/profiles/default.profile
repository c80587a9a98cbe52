lines unicode
escape 500
