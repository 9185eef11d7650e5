using System.Text.RegularExpressions;

namespace Reconciliation.Core;

/// <summary>
/// The sources as labels of metrics. Producers name themselves: only names that look like one and of which a line was accepted become a
/// label, and not many of them, so that no producer can fill Prometheus, nor put a number of a member there.
/// </summary>
public sealed partial class KnownSources
{
    /// <summary>The most sources that have a label of their own.</summary>
    public const int SourcesMax = 20;

    /// <summary>The label of all others.</summary>
    public const string OtherSource = "autre";

    private readonly Lock _lock = new();
    private volatile HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The label of a source of which a line was accepted.</summary>
    /// <param name="source">The source.</param>
    public string LabelOfAccepted(string source) => _known.Contains(source) || Add(source) ? source : OtherSource;

    /// <summary>The label of a source that a refused message names.</summary>
    /// <param name="source">The source; null: the message names none.</param>
    public string LabelOf(string? source) => source is not null && _known.Contains(source) ? source : OtherSource;

    private bool Add(string source)
    {
        lock (_lock)
        {
            if (_known.Count >= SourcesMax || !Shape().IsMatch(source))
            {
                return _known.Contains(source);
            }

            _known = new(_known, StringComparer.Ordinal) { source };
            return true;
        }
    }

    // Letters with a few digits: an identifier has more.
    [GeneratedRegex(@"^(?!.*\d{4})[A-Za-z][A-Za-z0-9._-]{0,31}$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
