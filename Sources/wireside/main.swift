print("wireside")
