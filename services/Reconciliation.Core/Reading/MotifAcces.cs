using Reconciliation.Contracts;

namespace Reconciliation.Core;

/// <summary>
/// The reason why an agent reads: a few words that API callers may send along with a call, in UTF-8, and that the console asks for. The
/// words are recorded as they are, so nothing else may be in them.
/// </summary>
public static class MotifAcces
{
    /// <summary>The header of a call.</summary>
    public const string HeaderName = "X-Motif-Acces";

    /// <summary>The most characters.</summary>
    public const int MotifLengthMax = 200;

    /// <summary>Whether a text may be recorded: 1 to 200 printable characters, without a NIR.</summary>
    /// <param name="motif">The text.</param>
    public static bool IsValid(string motif) =>
        PrintableText.IsPrintable(motif, MotifLengthMax) && PrintableText.SaysSomething(motif) && !Nir.EstPresent(motif);
}
