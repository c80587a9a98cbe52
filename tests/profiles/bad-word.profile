coulour no
