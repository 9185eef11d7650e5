using System.Globalization;

namespace Reconciliation.Domain;

/// <summary>The name of a line inside its source.</summary>
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
    /// <summary>
    /// Whether two identities are one. The members that tell most lines apart are compared first, as a line is looked up many times a fold.
    /// </summary>
    /// <param name="other">The other.</param>
    public bool Equals(LigneId other) => HasNameOf(other) && Beneficiaire == other.Beneficiaire;

    /// <summary>The hash of the members that tell most lines apart.</summary>
    public override int GetHashCode() => HashCode.Combine(Reference.Decompte, Reference.Ordre, (int)Part.Number);

    /// <summary>
    /// The order in which interchangeable lines pair: by stream, source and name, then by beneficiary, ordinal. So lines of one name
    /// follow one another.
    /// </summary>
    public static IComparer<LigneId> Ordre { get; } = Comparer<LigneId>.Create((a, b) => a.CompareTo(b));

    /// <summary>The identity of no beneficiary: equal for all lines of one name.</summary>
    public LigneId OfAnybody() => this with { Beneficiaire = "" };

    /// <summary>Whether another identity has the same name, of this beneficiary or another.</summary>
    /// <param name="other">The other.</param>
    public bool HasNameOf(LigneId other) => Reference == other.Reference && Part == other.Part && Source == other.Source;

    private int CompareTo(LigneId other)
    {
        var part = Part.Number - other.Part.Number;
        var source = part != 0 ? part : string.CompareOrdinal(Source, other.Source);
        var reference = source != 0 ? source : Reference.CompareTo(other.Reference);
        return reference != 0 ? reference : string.CompareOrdinal(Beneficiaire, other.Beneficiaire);
    }

    /// <summary>
    /// The name as one text, in which no two names look alike. The beneficiary is not in it: tables and hashes hold the beneficiary beside
    /// the text.
    /// </summary>
    public string Canonical() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Part.CanonicalCode}\u001f{Source}\u001f{Reference.Organisme}\u001f{Reference.Decompte}\u001f{Reference.Ordre}");
}
