namespace Reconciliation.Tidy.Reading;

/// <summary>The places that break a rule and may still: <c>path:count</c> a line, in NotCleanYet/RULE.txt. The lists only shrink.</summary>
internal static class NotCleanYet
{
    /// <summary>With this variable at 1 the lists are written again instead of compared.</summary>
    public const string WriteVariable = "RECONCILIATION_TIDY_WRITE";

    /// <summary>The rules, each with at most one list.</summary>
    public static readonly string[] Rules =
    [
        "banned", "columns", "commands", "constant-names", "decisions", "document-paths", "document-types",
        "exhaustive-switches", "file-length", "folder-size",
        "function-length", "glossary", "limits", "lock-registry", "mutable-statics", "references", "sentences", "settings", "solution",
        "stored-enums", "unused-usings", "use-cases",
    ];

    private static readonly string Folder = Path.Combine(Tree.Root, "tests", "Reconciliation.Tidy", "NotCleanYet");

    /// <summary>The faults: places that break the rule and are not listed, and listed ones that are cleaner than listed.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="findings">The places that break the rule.</param>
    /// <param name="listed">The lines of its list.</param>
    public static IReadOnlyList<string> Compare(string rule, IReadOnlyList<Finding> findings, IReadOnlyList<string> listed)
    {
        var lines = listed.Select(l => l.Split(':'))
            .Select((parts, i) => (Number: i + 1, Path: parts[0], Count: int.Parse(parts[1], null))).ToList();
        var allowed = lines.ToDictionary(l => l.Path, l => l.Count);
        var found = findings.ToLookup(f => f.Path);
        var list = $"tests/Reconciliation.Tidy/NotCleanYet/{rule}.txt";
        return
        [
            .. found.Where(f => f.Count() > allowed.GetValueOrDefault(f.Key)).SelectMany(f => f).Select(f => f.ToString()),
            .. lines.Where(l => found[l.Path].Count() < l.Count)
                .Select(l => $"{list}:{l.Number} lower {l.Path} to {found[l.Path].Count()}, or remove it at 0: it is cleaner already"),
            .. listed.Order(StringComparer.Ordinal).SequenceEqual(listed) ? [] : new[] { $"{list}:1 sort the lines" },
        ];
    }

    /// <summary>Fails with every line of <see cref="Compare"/>; or writes the list again.</summary>
    public static void AssertShrinks(string rule, IEnumerable<Finding> all)
    {
        var findings = all.ToList();
        var file = Path.Combine(Folder, rule + ".txt");
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            Write(file, findings);
            return;
        }

        var wrong = Compare(rule, findings, File.Exists(file) ? File.ReadAllLines(file) : []);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>Nothing to list, no file.</summary>
    private static void Write(string file, List<Finding> findings)
    {
        if (findings.Count == 0)
        {
            File.Delete(file);
            return;
        }

        Directory.CreateDirectory(Folder);
        var lines = findings.CountBy(f => f.Path).Select(p => $"{p.Key}:{p.Value}").Order(StringComparer.Ordinal);
        File.WriteAllText(file, string.Join('\n', lines) + "\n");
    }
}
