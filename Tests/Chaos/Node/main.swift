import SluiceCommand

// All verbs of `sluice`, with the workflows of a chaos run.
SluiceCommand.main(workflows: [errand, quick, grim, doomed, mortal])
