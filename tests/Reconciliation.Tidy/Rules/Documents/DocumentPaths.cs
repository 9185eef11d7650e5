using System.Text.RegularExpressions;

namespace Reconciliation.Tidy.Rules;

/// <summary>Every file and heading that a document links to exists, and so does every path that it names between backticks.</summary>
internal static partial class DocumentPaths
{
    private static readonly HashSet<string> NamedAlone = [".cs", ".md", ".csproj", ".props", ".razor", ".sh", ".yml", ".conf", ".sln"];

    public static IEnumerable<Finding> Check(Tree tree)
    {
        var paths = new PathNames(tree);
        return tree.Markdown.SelectMany(d => Links(tree, d).Concat(Spans(paths, d)));
    }

    private static IEnumerable<Finding> Links(Tree tree, TextFile document)
    {
        foreach (var (line, target) in Markdown.Links(document))
        {
            var (path, anchor) = target.Split('#') is [var p, var a] ? (p, a) : (target, null);
            var full = path.Length == 0 ? document.Path : Resolve(document.Folder, path);
            if (!tree.Has(full) && full.Length > 0)
            {
                yield return document.Finding(line, $"mend the link: there is no {full}");
            }
            else if (anchor is not null && tree.Find(full) is { IsMarkdown: true } other && !Markdown.Anchors(other).Contains(anchor))
            {
                yield return document.Finding(line, $"mend the link: {full} has no heading #{anchor}");
            }
        }
    }

    private static IEnumerable<Finding> Spans(PathNames paths, TextFile document) => Markdown.CodeSpans(document)
        .Select(s => (s.Line, Path: s.Text.Split(' ')[0]))
        .Where(s => LooksLikePath(paths, s.Path) && !paths.Exist(document.Folder, s.Path.TrimEnd('/')))
        .Select(s => document.Finding(s.Line, $"name a file or folder that exists: there is no {s.Path}"));

    /// <summary>Begins at a folder of the top level or with ./, ends with a slash, or ends like a file whose kind is named alone.</summary>
    private static bool LooksLikePath(PathNames paths, string span) => PathForm().IsMatch(span)
        && (span.StartsWith("./", StringComparison.Ordinal) || span.EndsWith('/') || NamedAlone.Contains(Path.GetExtension(span))
            || (span.Contains('/') && paths.BeginsAtTheTop(span)));

    private static string Resolve(string folder, string path)
    {
        var steps = new List<string>(folder == "." ? [] : folder.Split('/'));
        foreach (var step in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(s => s != "."))
        {
            if (step != "..")
            {
                steps.Add(step);
            }
            else if (steps.Count > 0)
            {
                steps.RemoveAt(steps.Count - 1);
            }
        }

        return string.Join('/', steps);
    }

    [GeneratedRegex(@"^(\./)?\.?\w[\w.-]*(/[\w.-]+)*/?$")]
    private static partial Regex PathForm();

    /// <summary>Knows by which names a file or folder may be called.</summary>
    private sealed class PathNames(Tree tree)
    {
        private readonly HashSet<string> _tops = [.. tree.Folders.Where(f => !f.Contains('/'))];
        private readonly ILookup<string, string> _byName = tree.Files.Select(f => f.Path).Concat(tree.Folders).Select(Short)
            .ToLookup(p => p[(p.LastIndexOf('/') + 1)..]);

        private readonly string[] _ignored =
            [.. (tree.Find(".gitignore")?.Lines ?? []).Where(l => l.Length > 0).Select(l => l.TrimEnd('/') + '/')];


        public bool BeginsAtTheTop(string path) => _tops.Contains(path.Split('/')[0]);

        /// <summary>
        /// From the root, from the document, or the end of a path; a project is called without <c>Reconciliation.</c>, and
        /// <c>Storage/Sql.cs</c> may lie in a folder of it. A path that git ignores is made, and there when it is needed.
        /// </summary>
        public bool Exist(string folder, string path)
        {
            path = Resolve(".", path);
            return tree.Has(path) || tree.Has(Resolve(folder, path))
                || _ignored.Any(i => (path + '/').StartsWith(i, StringComparison.Ordinal))
                || _byName[Short(path)[(Short(path).LastIndexOf('/') + 1)..]].Any(known => IsCalled(known, Short(path)));
        }

        private static string Short(string path) => path.Replace("Reconciliation.", "", StringComparison.Ordinal);

        private static bool IsCalled(string known, string path)
        {
            if (known == path || known.EndsWith('/' + path, StringComparison.Ordinal))
            {
                return true;
            }

            var slash = path.IndexOf('/', StringComparison.Ordinal);
            return slash > 0 && known.Split('/') is [_, var project, ..] && project == path[..slash]
                && known.EndsWith(path[slash..], StringComparison.Ordinal);
        }
    }
}
