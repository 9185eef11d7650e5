using System.ComponentModel;
using System.Diagnostics;

namespace Reconciliation.Tidy.Reading;

/// <summary>The files that a rule looks at: those of the repository, or a few made up by a test.</summary>
/// <param name="files">All of them.</param>
internal sealed class Tree(IReadOnlyList<TextFile> files)
{
    private static readonly HashSet<string> LeftOut = ["bin", "obj", "artifacts", ".git", "TestResults"];
    private static readonly Lazy<Tree> Repository = new(Read);
    private readonly Dictionary<string, TextFile> _byPath = files.ToDictionary(f => f.Path);

    /// <summary>The folder of Reconciliation.sln, above the one in which the tests run.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The repository, read once for all rules.</summary>
    public static Tree OfRepository => Repository.Value;

    public IReadOnlyList<TextFile> Files => files;

    public IEnumerable<TextFile> CSharp => files.Where(f => f.IsCSharp);

    public IEnumerable<TextFile> Markdown => files.Where(f => f.IsMarkdown);

    /// <summary>Every folder that holds a file, at any depth.</summary>
    public HashSet<string> Folders { get; } = [.. files.SelectMany(f => Above(f.Path))];

    public static Tree Of(params (string Path, string Text)[] files) => new([.. files.Select(f => new TextFile(f.Path, () => f.Text))]);

    public TextFile? Find(string path) => _byPath.GetValueOrDefault(path);

    public bool Has(string path) => _byPath.ContainsKey(path) || Folders.Contains(path);

    private static IEnumerable<string> Above(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Reconciliation.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Reconciliation.sln is above none of the folders of the tests.");
    }

    private static Tree Read()
    {
        var paths = ListedByGit() ?? Walk(new DirectoryInfo(Root));
        return new Tree([.. paths.Where(p => File.Exists(Path.Combine(Root, p))).Order(StringComparer.Ordinal)
            .Select(p => new TextFile(p, () => File.ReadAllText(Path.Combine(Root, p))))]);
    }

    /// <summary>The files that are committed, or new and not ignored; null where there is no git or no clone.</summary>
    private static List<string>? ListedByGit()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var git = Process.Start(start)!;
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct()] : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static List<string> Walk(DirectoryInfo folder) =>
    [
        .. folder.EnumerateFiles().Select(f => Path.GetRelativePath(Root, f.FullName).Replace('\\', '/')),
        .. folder.EnumerateDirectories().Where(d => !LeftOut.Contains(d.Name)).SelectMany(Walk),
    ];
}
