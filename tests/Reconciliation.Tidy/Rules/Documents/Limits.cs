using System.Globalization;
using System.Text.RegularExpressions;

namespace Reconciliation.Tidy.Rules;

/// <summary>
/// infra/LIMITS.md and the code agree: every public or internal constant that bounds a number or is a duration has a row, and each row
/// gives the value that its constant, its setting's default, or its line in a file of configuration has.
/// </summary>
internal static partial class Limits
{
    public const string Document = "infra/LIMITS.md";
    public const string Header = "| name | value | unit | where | what |";

    private static readonly Dictionary<string, decimal> Bytes = new()
    {
        ["KiB"] = 1024m,
        ["MiB"] = 1024m * 1024,
        ["GiB"] = 1024m * 1024 * 1024,
    };

    private static readonly Dictionary<string, TimeSpan> Times = new()
    {
        ["ms"] = TimeSpan.FromMilliseconds(1),
        ["s"] = TimeSpan.FromSeconds(1),
        ["min"] = TimeSpan.FromMinutes(1),
        ["h"] = TimeSpan.FromHours(1),
        ["days"] = TimeSpan.FromDays(1),
    };

    public static IEnumerable<Finding> Check(Tree tree)
    {
        if (tree.Find(Document) is not { } document)
        {
            return [new(Document, 1, "write the table of limits")];
        }

        var rows = Markdown.Rows(document, Header).ToList();
        var constants = new Constants(tree).All.ToDictionary(c => c.Name);
        return rows.SelectMany(r => Row(tree, document, r.Line, r.Cells, constants)).Concat(Missing(constants.Values, rows));
    }

    private static IEnumerable<Finding> Missing(IEnumerable<Constant> constants, List<(int Line, string[] Cells)> rows)
    {
        var named = rows.Select(r => r.Cells[0].Trim('`')).ToHashSet();
        return constants
            .Where(c => c is { IsVisible: true, Value: not null } && (c.Value is TimeSpan || c.Name[^3..] is "Max" or "Min"))
            .Where(c => !named.Contains(c.Name))
            .Select(c => c.File.Finding(c.Line, $"give {c.Name} a row in {Document}: {c.Value}"));
    }

    private static IEnumerable<Finding> Row(Tree tree, TextFile document, int line, string[] cells, Dictionary<string, Constant> constants)
    {
        if (cells.Length != 5 || cells.Any(c => c.Length == 0))
        {
            yield return document.Finding(line, $"fill the five columns {Header}");
            yield break;
        }

        var (name, unit, where) = (cells[0].Trim('`'), cells[2], cells[3].Trim('`'));
        var value = cells[1].Replace(" ", "", StringComparison.Ordinal);
        if (where.Contains('.', StringComparison.Ordinal) || where.Contains('/', StringComparison.Ordinal))
        {
            if (tree.Find(where) is not { } file || !Configured(file, name).Any(found => Same(found, value, unit)))
            {
                yield return document.Finding(line, $"say what {where} says of {name}");
            }
        }
        else if (!constants.TryGetValue(name, out var constant))
        {
            yield return document.Finding(line, $"remove the row, or name a constant that exists: the code has no {name}");
        }
        else if (constant.Value is null || !Same(constant.Value, value, unit))
        {
            yield return document.Finding(line, $"give {name} its value: the code says {constant.Value}, not {value} {unit}");
        }
        else if (!constant.File.Path.Contains($"/Reconciliation.{where}/", StringComparison.Ordinal))
        {
            yield return document.Finding(line, $"say where {name} is: in {constant.File.Path}, not in {where}");
        }
    }

    /// <summary>The numbers that follow a name in a file of configuration, and in milliseconds those of times.</summary>
    private static IEnumerable<object> Configured(TextFile file, string name) =>
        Regex.Matches(file.Text, $@"(?<![\w-]){Regex.Escape(name)}""?\s*[:= ]\s*(\d+)")
            .Select(m => decimal.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))
            .SelectMany(d => new object[] { d, TimeSpan.FromMilliseconds((double)Math.Min(d, int.MaxValue)) });

    private static bool Same(object code, string value, string unit) => code switch
    {
        DateOnly day => value == day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ when !decimal.TryParse(value, CultureInfo.InvariantCulture, out _) => false,
        TimeSpan time => Times.TryGetValue(unit, out var one) && time == one * double.Parse(value, CultureInfo.InvariantCulture),
        decimal number => number == decimal.Parse(value, CultureInfo.InvariantCulture) * Bytes.GetValueOrDefault(unit, 1),
        _ => false,
    };
}
