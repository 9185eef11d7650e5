using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reconciliation.Tidy.Rules;

/// <summary>
/// Every word of every public or internal type of services/ is a French word of the glossary or an English word of EnglishWords.txt. A
/// razor component is the type of its file's name.
/// </summary>
internal static partial class Glossary
{
    public const string Document = "services/GLOSSAIRE.md";
    public const string EnglishWords = "tests/Reconciliation.Tidy/EnglishWords.txt";
    public const string Header = "| French | English | what it is | where |";

    public static IEnumerable<Finding> Check(Tree tree)
    {
        var glossary = tree.Find(Document);
        var english = tree.Find(EnglishWords);
        if (glossary is null || english is null)
        {
            return [new(Document, 1, $"write {Document} and {EnglishWords}: types are read with them")];
        }

        var listed = english.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var french = French(glossary);
        var types = Types(tree).Select(t => (t.File, t.Line, t.Name, Words: Others(t.Name, french).ToList())).ToList();
        var used = types.SelectMany(t => t.Words).ToHashSet();
        return Unknown(types, [.. listed, .. french]).Concat(Lists(english, listed, french, used)).Concat(Incomplete(glossary));
    }

    /// <summary>The words of a name in PascalCase, without its digits: SoinRow2 is Soin and Row.</summary>
    public static IEnumerable<string> Words(string name) => Word().Matches(Digits().Replace(name, "")).Select(m => m.Value);

    /// <summary>The words of a name without the compounds of the glossary: De is French, and JourneeDeSoins a word of the field.</summary>
    private static IEnumerable<string> Others(string name, HashSet<string> french) =>
        Words(french.Where(f => Words(f).Count() > 1).Aggregate(name, (rest, f) => rest.Replace(f, "_", StringComparison.Ordinal)));

    private static IEnumerable<Finding> Unknown(
        IEnumerable<(TextFile File, int Line, string Name, List<string> Words)> types, HashSet<string> known) => types
        .SelectMany(t => t.Words.Where(w => !known.Contains(w)).Distinct().Select(w => new Finding(t.File.Path, t.Line,
            $"name {t.Name} in English: '{w}' is neither in {Document} nor in {EnglishWords}")));

    private static IEnumerable<Finding> Lists(TextFile english, string[] listed, HashSet<string> french, HashSet<string> used)
    {
        for (var i = 0; i < listed.Length; i++)
        {
            if (i > 0 && string.CompareOrdinal(listed[i - 1], listed[i]) >= 0)
            {
                yield return english.Finding(i + 1, $"sort the words, each once: '{listed[i]}' comes before '{listed[i - 1]}'");
            }

            if (french.Contains(listed[i]))
            {
                yield return english.Finding(i + 1, $"remove '{listed[i]}': it is in {Document}");
            }
            else if (!used.Contains(listed[i]))
            {
                yield return english.Finding(i + 1, $"remove '{listed[i]}': no type has it in its name");
            }
        }
    }

    private static IEnumerable<Finding> Incomplete(TextFile glossary) => Markdown.Rows(glossary, Header)
        .Where(r => r.Cells.Length != 4 || r.Cells.Any(c => c.Length == 0))
        .Select(r => glossary.Finding(r.Line, $"fill the four columns {Header}"));

    private static HashSet<string> French(TextFile glossary) =>
        [.. Markdown.Rows(glossary, Header).SelectMany(r => Markdown.CodeSpans(r.Cells[0]))];

    private static IEnumerable<(TextFile File, int Line, string Name)> Types(Tree tree) => tree.Files
        .Where(f => f.Path.StartsWith("services/", StringComparison.Ordinal) && !f.IsMigration)
        .SelectMany(file => file switch
        {
            { IsRazor: true } when !file.Name.StartsWith('_') => [(file, 1, Path.GetFileNameWithoutExtension(file.Name))],
            { IsCSharp: true } => Declarations.Types(file.Syntax).Where(Declarations.IsVisible)
                .Select(t => (file, Declarations.Line(t), Declarations.NameOf(t)[(t is InterfaceDeclarationSyntax ? 1 : 0)..])),
            _ => [],
        });

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z][a-z]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\d")]
    private static partial Regex Digits();

}
