using System.Globalization;

namespace Reconciliation.Domain;

/// <summary>How a line is named inside its source.</summary>
/// <param name="Organisme">The body that pays.</param>
/// <param name="Decompte">The number of the statement.</param>
/// <param name="Ordre">The rank of the line in the statement.</param>
public readonly record struct Reference(string Organisme, string Decompte, int Ordre)
{
    internal int CompareTo(Reference other)
    {
        var organisme = string.CompareOrdinal(Organisme, other.Organisme);
        var decompte = organisme != 0 ? organisme : string.CompareOrdinal(Decompte, other.Decompte);
        return decompte != 0 ? decompte : Ordre.CompareTo(other.Ordre);
    }
}

/// <summary>The identity of a line: the stream, the source, and its name there. Never its content.</summary>
/// <param name="Part">The stream.</param>
/// <param name="Source">The system that states it.</param>
/// <param name="Reference">Its name in that system.</param>
public readonly record struct LigneId(Part Part, string Source, Reference Reference)
{
    /// <summary>Whether two identities are one: what tells most lines apart first, as a line is looked up many times a fold.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(LigneId other) => Part.Number == other.Part.Number && Reference == other.Reference && Source == other.Source;

    /// <summary>By what tells most lines apart.</summary>
    public override int GetHashCode() => HashCode.Combine(Reference.Decompte, Reference.Ordre, (int)Part.Number);

    /// <summary>The order in which interchangeable lines pair: by stream, source and name, ordinal.</summary>
    public static IComparer<LigneId> Ordre { get; } = Comparer<LigneId>.Create((a, b) => a.CompareTo(b));

    private int CompareTo(LigneId other)
    {
        var part = Part.Number - other.Part.Number;
        var source = part != 0 ? part : string.CompareOrdinal(Source, other.Source);
        return source != 0 ? source : Reference.CompareTo(other.Reference);
    }

    /// <summary>The identity as one text, in which no two identities look alike.</summary>
    public string Canonical() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Part.CanonicalCode}\u001f{Source}\u001f{Reference.Organisme}\u001f{Reference.Decompte}\u001f{Reference.Ordre}");
}
