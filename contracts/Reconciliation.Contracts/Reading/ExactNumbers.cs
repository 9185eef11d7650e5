using System.Globalization;
using System.Text.RegularExpressions;

namespace Reconciliation.Contracts;

/// <summary>
/// Reads JSON numbers by their value, however they are written: 21, 21.00 and 2.1e1 are one, as they are for every JSON Schema validator.
/// Nothing is rounded: it works on the text.
/// </summary>
internal static partial class ExactNumbers
{
    // Far more than any bound of the contract, and few enough for a decimal to hold exactly.
    private const int DigitsMax = 20;

    /// <summary>Reads a number.</summary>
    /// <param name="text">The number as written.</param>
    /// <param name="decimalsMax">The most decimals that its value may have.</param>
    /// <returns>The value; null: it has more decimals, or is none. A value beyond all bounds becomes the largest
    /// decimal.</returns>
    public static decimal? Read(string text, int decimalsMax)
    {
        if (Number().Match(text) is not { Success: true } number)
        {
            return null;
        }

        var fraction = number.Groups["fraction"].Length;
        var written = string.Concat(number.Groups["whole"].ValueSpan, number.Groups["fraction"].ValueSpan);
        var digits = written.TrimEnd('0');
        var significant = digits.TrimStart('0');
        if (significant.Length == 0)
        {
            return 0;
        }

        var power = Exponent(number.Groups["exponent"].ValueSpan) - fraction + (written.Length - digits.Length);
        if (power < -decimalsMax)
        {
            return null;
        }

        // Beyond all bounds either way.
        return significant.Length + power > DigitsMax
            ? decimal.MaxValue
            : decimal.Parse(
                string.Create(CultureInfo.InvariantCulture, $"{number.Groups["sign"].ValueSpan}{significant}e{power}"),
                NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent, CultureInfo.InvariantCulture);
    }

    // An exponent that no long holds is as good as the largest that any text can need.
    private static long Exponent(ReadOnlySpan<char> text) =>
        text.IsEmpty ? 0
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            ? Math.Clamp(exponent, -int.MaxValue, int.MaxValue)
        : text[0] == '-' ? -int.MaxValue
        : int.MaxValue;

    [GeneratedRegex(
        @"^(?<sign>-?)(?<whole>[0-9]+)(\.(?<fraction>[0-9]+))?([eE](?<exponent>[+-]?[0-9]+))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
