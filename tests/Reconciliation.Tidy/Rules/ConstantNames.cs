namespace Reconciliation.Tidy.Rules;

/// <summary>
/// A constant number or duration says a noun and a unit: two words, of which the last is a unit or a bound. Constants of contracts/ are
/// published and keep their names.
/// </summary>
internal static class ConstantNames
{
    private static readonly HashSet<string> Units =
    [
        "Max", "Min", "Count", "Number", "Version", "Port", "Seed", "Factor", "Bits", "Bytes", "Digits", "Columns", "Length", "Size",
        "Cents", "Cent", "Days", "Months", "Years", "Hours", "Minutes", "Seconds", "Month", "Day", "Interval", "Timeout", "Limit", "Delay",
        "Pause", "Period", "Duration", "Lifetime", "Validity", "Age", "Margin", "Grace", "Retention", "After", "For", "Objective", "Code",
        "Class", "User",
    ];

    public static IEnumerable<Finding> Check(Tree tree) => new Constants(tree).All
        .Where(c => c is { IsField: true, Value: decimal or TimeSpan } && !c.File.Path.StartsWith("contracts/", StringComparison.Ordinal))
        .Where(c => !SaysNounAndUnit(c.Name[(c.Name.IndexOf('.', StringComparison.Ordinal) + 1)..]))
        .Select(c => c.File.Finding(c.Line, $"name {c.Name} by a noun and its unit, such as LinesPerBatchMax or PollInterval"));

    private static bool SaysNounAndUnit(string name) =>
        Glossary.Words(name).ToList() is { Count: > 1 } words && words.Exists(Units.Contains) && words[^1] is var last
        && (Units.Contains(last) || words.Contains("Per"));
}
