using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Reconciliation.Contracts.Tests.Schemas;

/// <summary>The XML documentation of the contracts as plain text: the single source of the descriptions in the schemas.</summary>
internal static partial class Documentation
{
    private static readonly XDocument Document = XDocument.Load(Path.ChangeExtension(typeof(PaiementEmis).Assembly.Location, ".xml"));

    private static readonly Dictionary<string, string> Summaries = Document
        .Descendants("member")
        .Where(m => m.Element("summary") is not null)
        .ToDictionary(m => m.Attribute("name")!.Value, m => Texte(m.Element("summary")!), StringComparer.Ordinal);

    private static readonly Dictionary<string, string> Parameters = Document
        .Descendants("member")
        .SelectMany(
            m => m.Elements("param").Select(p => (Name: $"{m.Attribute("name")!.Value}.{p.Attribute("name")!.Value}", Text: Texte(p))))
        .ToDictionary(p => p.Name, p => p.Text, StringComparer.Ordinal);

    public static string From(Type type) => Summaries[$"T:{FullName(type)}"];

    /// <summary>The summary of a property, where it is declared, or the text of the parameter of its record.</summary>
    public static string From(Type type, string property)
    {
        var declaring = FullName(type.GetProperty(property)!.DeclaringType!);
        return Summaries.GetValueOrDefault($"P:{declaring}.{property}") ?? Parameters[$"T:{declaring}.{property}"];
    }

    /// <summary>The summary of a member of an enumeration.</summary>
    public static string OfValue(Type enumeration, string name) => Summaries[$"F:{enumeration.FullName}.{name}"];

    private static string FullName(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!;

    // A reference reads as the last part of its name, in the camelCase of the wire.
    private static string Texte(XElement resume)
    {
        foreach (var reference in resume.Descendants().Where(d => d.Name == "see" || d.Name == "paramref").ToList())
        {
            var name = (reference.Attribute("cref") ?? reference.Attribute("name"))!.Value.Split('.')[^1];
            reference.ReplaceWith(char.ToLowerInvariant(name[0]) + name[1..]);
        }

        return Blanks().Replace(resume.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
