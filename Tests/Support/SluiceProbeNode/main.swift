import ProbeWorkflows
import SluiceCommand

// `SluiceProbeNode load|finish FOLDER ACCEPTED`, or any verb of the command line with the probe workflows.
let arguments = CommandLine.arguments
if arguments.count == 4, ["load", "finish"].contains(arguments[1]) {
    try ProbeLoad(folder: arguments[2], accepted: arguments[3]).run(finishes: arguments[1] == "finish")
} else {
    SluiceCommand.main(workflows: ProbeWorkflows.all)
}
