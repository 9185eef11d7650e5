using System.Globalization;

namespace Reconciliation.Domain;

/// <summary>Which of the two systems pays.</summary>
public enum Part
{
    /// <summary>The régime obligatoire.</summary>
    Ro,

    /// <summary>The complémentaire santé.</summary>
    Complementaire,
}

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
    /// <summary>By what tells most lines apart: a line is looked up many times a fold.</summary>
    public override int GetHashCode() => HashCode.Combine(Reference.Decompte, Reference.Ordre, (int)Part);

    /// <summary>The order in which interchangeable lines pair: by stream, source and name, ordinal.</summary>
    public static IComparer<LigneId> Ordre { get; } = Comparer<LigneId>.Create((a, b) => a.CompareTo(b));

    private int CompareTo(LigneId other)
    {
        var part = (int)Part - (int)other.Part;
        var source = part != 0 ? part : string.CompareOrdinal(Source, other.Source);
        return source != 0 ? source : Reference.CompareTo(other.Reference);
    }

    /// <summary>The identity as one text, in which no two identities look alike.</summary>
    public string Canonical() => string.Create(
        CultureInfo.InvariantCulture,
        $"{PartCatalogue.Of(Part).CanonicalCode}\u001f{Source}\u001f{Reference.Organisme}\u001f{Reference.Decompte}\u001f{Reference.Ordre}");
}
