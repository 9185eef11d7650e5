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

/// <summary>
/// The identity of a line: the stream, the source, its name there, and the beneficiary. Never its content. A name that a source gives to
/// lines of two beneficiaries is two identities.
/// </summary>
/// <param name="Part">The stream.</param>
/// <param name="Source">The system that states it.</param>
/// <param name="Reference">Its name in that system.</param>
/// <param name="Beneficiaire">The beneficiary of the care.</param>
public readonly record struct LigneId(Part Part, string Source, Reference Reference, string Beneficiaire)
{
    /// <summary>By what tells most lines apart: a line is looked up many times a fold.</summary>
    public override int GetHashCode() => HashCode.Combine(Reference.Decompte, Reference.Ordre, (int)Part);

    /// <summary>
    /// The order in which interchangeable lines pair: by stream, source and name, then by beneficiary, ordinal. So lines of one name
    /// follow one another.
    /// </summary>
    public static IComparer<LigneId> Ordre { get; } = Comparer<LigneId>.Create((a, b) => a.CompareTo(b));

    /// <summary>Whether another identity has the same name, of this beneficiary or another.</summary>
    /// <param name="other">The other.</param>
    public bool HasNameOf(LigneId other) => Reference == other.Reference && Part == other.Part && Source == other.Source;

    private int CompareTo(LigneId other)
    {
        var part = (int)Part - (int)other.Part;
        var source = part != 0 ? part : string.CompareOrdinal(Source, other.Source);
        var reference = source != 0 ? source : Reference.CompareTo(other.Reference);
        return reference != 0 ? reference : string.CompareOrdinal(Beneficiaire, other.Beneficiaire);
    }

    /// <summary>
    /// The name as one text, in which no two names look alike. The beneficiary is not in it: what stores or hashes this text has it beside.
    /// </summary>
    public string Canonical() => string.Create(
        CultureInfo.InvariantCulture,
        $"{PartCatalogue.Of(Part).CanonicalCode}\u001f{Source}\u001f{Reference.Organisme}\u001f{Reference.Decompte}\u001f{Reference.Ordre}");
}
