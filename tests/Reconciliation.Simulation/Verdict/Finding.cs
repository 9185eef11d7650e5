namespace Reconciliation.Simulation.Verdict;

/// <summary>Something that is not as it must be.</summary>
/// <param name="Law">The law that is broken.</param>
/// <param name="Details">The places where the law is broken.</param>
internal sealed record Finding(string Law, string Details);

/// <summary>Collects findings; of each law the first few are told in full.</summary>
internal sealed class Findings
{
    private const int Told = 5;

    private readonly List<Finding> _findings = [];

    public IReadOnlyList<Finding> All => _findings;

    /// <summary>Notes the places that break a law; nothing, if there are none.</summary>
    /// <returns>The number of times that the law is broken.</returns>
    public int Add(string law, IEnumerable<string> broken)
    {
        var all = broken.ToList();
        if (all.Count > 0)
            _findings.Add(new(law, $"{all.Count} ×: {string.Join(" | ", all.Take(Told))}{(all.Count > Told ? " | …" : "")}"));
        return all.Count;
    }

    /// <summary>Notes that two numbers differ that must be equal.</summary>
    public void Equal(string law, long expected, long found, string what = "")
    {
        if (expected != found)
            Add(law, [$"{what} {expected} expected, {found} found".Trim()]);
    }
}
