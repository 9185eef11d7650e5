using System.Text.Json.Nodes;
using Reconciliation.Domain;
using EtatPart = Reconciliation.Contracts.EtatPart;
using PartVue = Reconciliation.Contracts.PartVue;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.Core;

/// <summary>A payer of a soin: one of the two parts that a view has.</summary>
/// <param name="Id">The id of its ExplanationOfBenefit: the same in every version of the soin.</param>
/// <param name="Code">The code of its part.</param>
/// <param name="Insurer">The name of the payer.</param>
/// <param name="Coverage">The name of the cover under which it pays.</param>
/// <param name="Part">Its part of the view.</param>
internal sealed record FhirPayer(Guid Id, string Code, string Insurer, string Coverage, PartVue Part)
{
    /// <summary>The payers of which a payment came or is awaited. Of another insurer nothing is known here.</summary>
    /// <param name="vue">The view.</param>
    public static IReadOnlyList<FhirPayer> Of(Vue vue) =>
    [
        .. new[]
        {
            From(vue, Domain.Part.Ro, "Assurance maladie", "Régime obligatoire", vue.PartRo),
            From(vue, Domain.Part.Complementaire, "Complémentaire santé MGEN", "Complémentaire santé", vue.PartComplementaire),
        }.Where(p => p.Part.Etat != EtatPart.NonAttendue || p.Part.Montant is not null),
    ];

    /// <summary>The name by which others refer to its ExplanationOfBenefit.</summary>
    public JsonObject Identifier() => FhirElements.Identifier("eob", Id.ToString());

    private static FhirPayer From(Vue vue, Part part, string insurer, string coverage, PartVue state) =>
        new(SoinIdentification.EobId(vue.SoinId, part), part.Code, insurer, coverage, state);
}
