import SluiceCommand

SluiceCommand.main()
