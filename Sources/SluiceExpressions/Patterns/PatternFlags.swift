/// What `(?ims)` switches.
struct PatternFlags {
    var ignoreCase = false
    /// `^` and `$` also match at line ends.
    var multiline = false
    /// `.` also matches a line feed.
    var dotAll = false
}
