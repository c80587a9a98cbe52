rep yes
