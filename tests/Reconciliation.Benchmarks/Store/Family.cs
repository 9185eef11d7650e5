using System.Text;
using Reconciliation.Domain;

namespace Reconciliation.Benchmarks.Store;

/// <summary>The soins of one member, from which copies are made for others.</summary>
/// <param name="Number">Its number among the families.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Soins">The founding line and the journée from which the id of each of its soins is derived.</param>
internal sealed record Family(int Number, IReadOnlyList<Ligne> Lines, IReadOnlyList<(LigneId Founder, Journee Journee)> Soins)
{
    /// <summary>The family itself.</summary>
    public FamilyCopy Itself => new(this, Number, Number);
}

/// <summary>
/// A copy of a family for another member and other professionals: values that depend on these are derived as the engine derives them.
/// </summary>
internal sealed class FamilyCopy
{
    private readonly string _member;
    private readonly string _professional;

    /// <param name="family">The family.</param>
    /// <param name="member">The number of the member.</param>
    /// <param name="professional">The number of the professionals.</param>
    public FamilyCopy(Family family, int member, int professional)
    {
        Family = family;
        (_member, _professional) = (Marks.Member(member), Marks.Professional(professional));
        (Member, Professional) = (Encoding.ASCII.GetBytes(_member), Encoding.ASCII.GetBytes(_professional));
    }

    public Family Family { get; }

    public byte[] Member { get; }

    public byte[] Professional { get; }

    /// <summary>The id of one of its soins.</summary>
    public Guid SoinId(int soin)
    {
        var (founder, journee) = Family.Soins[soin];
        return SoinIdentification.SoinId(Own(founder), journee with { BeneficiaireId = Own(journee.BeneficiaireId) });
    }

    /// <summary>The fingerprint of one of its lines.</summary>
    public Guid Print(int line)
    {
        var template = Family.Lines[line];
        var own = template with
        {
            Id = Own(template.Id),
            AdherentId = Own(template.AdherentId),
            ProfessionnelId = Own(template.ProfessionnelId),
            Virement = Own(template.Virement),
        };
        return Empreinte.Of(own is LigneComplementaire { ReferenceRo: { } ro } rc ? rc with { ReferenceRo = Own(ro) } : own).ToUuid();
    }

    private LigneId Own(LigneId id) => id with { Reference = Own(id.Reference), Beneficiaire = Own(id.Beneficiaire) };

    private Reference Own(Reference reference) => reference with { Decompte = Own(reference.Decompte) };

    private string Own(string text) => text
        .Replace(Marks.Member(Family.Number), _member, StringComparison.Ordinal)
        .Replace(Marks.Professional(Family.Number), _professional, StringComparison.Ordinal);
}
