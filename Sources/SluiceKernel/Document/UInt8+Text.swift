extension UInt8 {
    /// `0`-`9`.
    @inlinable package var isDigit: Bool { self >= 0x30 && self <= 0x39 }

    /// `0`-`9`, `a`-`f`, `A`-`F`.
    @inlinable package var isHexDigit: Bool { hexValue != nil }

    /// The value of a hexadecimal digit.
    @inlinable package var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }

    /// `A`-`Z`, `a`-`z`.
    @inlinable package var isLetter: Bool { (0x41...0x5a).contains(self) || (0x61...0x7a).contains(self) }

    /// `[A-Za-z0-9_.-]`: what names of workflows and steps are made of.
    @inlinable package var isNameByte: Bool { isLetter || isDigit || self == 0x5f || self == 0x2e || self == 0x2d }
}
