using System.Globalization;
using Xunit;

namespace Reconciliation.Domain.Tests.Searching;

/// <summary>
/// The reading of each phrase of EveryPhrase.txt, on Saturday 28 November 2026. Under a phrase stand its terms: «what was said», then its
/// days, its cents, the spellings of a number and the kind of what nobody knows; words that say nothing stand in brackets.
/// </summary>
public sealed class EveryPhrase
{
    [Fact]
    public void Is_read_as_it_is_meant()
    {
        using var reader = new StreamReader(typeof(EveryPhrase).Assembly.GetManifestResourceStream("EveryPhrase.txt")!);
        foreach (var pair in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Chunk(2))
        {
            Assert.Equal((pair[0], pair[1].Trim()), (pair[0], Told(SpokenPhrase.Read(pair[0], new(2026, 11, 28)))));
        }
    }

    private static string Told(SpokenPhrase read) =>
        string.Join(" | ", [.. read.Terms.Select(Told), .. read.Ignored.Select(word => $"({word})")]);

    private static string Told(SpokenTerm term)
    {
        string[] pieces =
        [
            $"«{term.Text}»",
            term.SoinId is null ? "" : "soin",
            string.Join('+', term.Days.Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
            term.Montant is { } montant ? $"{(term.IsExpected ? "expected " : "")}{montant.Cents}" : "",
            string.Join(',', term.Numbers),
            term.IfUnknown == UnknownKind.Number ? "" : term.IfUnknown.ToString(),
        ];
        return string.Join(' ', pieces.Where(p => p.Length > 0));
    }
}
