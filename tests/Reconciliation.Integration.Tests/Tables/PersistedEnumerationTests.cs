using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Tables;

/// <summary>
/// The meaning of numbers and names in rows of a database of any age. A change here gives another meaning to stored rows.
/// </summary>
public sealed class PersistedEnumerationTests
{
    /// <summary>By number: columns of type smallint, and the counters of quarantine.</summary>
    public static TheoryData<Type, string> Numbered => new()
    {
        { typeof(Domain.Situation), Situations },
        { typeof(Contracts.Situation), Situations },
        { typeof(Domain.Nature), Natures },
        { typeof(Contracts.Nature), Natures },
        { typeof(Domain.Canal), Canaux },
        { typeof(PackedRecord), "0 Vue, 1 Ligne, 2 Cause" },
        { typeof(EtatQuarantaine), "0 Ouverte, 1 Rejouee, 2 Ecartee" },
        { typeof(IssueDeSuite), "0 Accepte, 1 Refuse, 2 Ecarte" },
    };

    /// <summary>
    /// By name: the wire names in stored lines, views and causes, and the names of the domain in fingerprints and in counters. The two
    /// are mapped by number.
    /// </summary>
    public static TheoryData<Type, string> Named => new()
    {
        { typeof(Domain.Destinataire), Destinataires },
        { typeof(Contracts.Destinataire), Destinataires },
        { typeof(Domain.Canal), Canaux },
        { typeof(Contracts.Canal), Canaux },
        { typeof(Domain.Complementaire), Complementaires },
        { typeof(Contracts.Complementaire), Complementaires },
        { typeof(Domain.RegimeObligatoire), Regimes },
        { typeof(Contracts.RegimeObligatoire), Regimes },
        { typeof(Domain.Releve), Releves },
        { typeof(Contracts.Releve), Releves },
        { typeof(Contracts.Niveau), "0 Normal, 1 Anormal" },
        { typeof(Contracts.Certitude), "0 Ferme, 1 Annonce, 2 Estime" },
        { typeof(Contracts.EtatPart), "0 Payee, 1 Attendue, 2 EnRetard, 3 NonAttendue, 4 Annulee" },
        { typeof(Contracts.VisibleSur), "0 Ameli, 1 Courrier, 2 EspacePersonnel" },
        { typeof(Contracts.OrdreVersements), "0 RoPuisComplementaire, 1 ComplementairePuisRo, 2 MemeJour" },
    };

    private const string Situations =
        "0 Conteste, 1 ARapprocher, 2 Annule, 3 Ecart, 4 EnRetard, 5 EnAttenteRo, 6 EnAttenteComplementaire, 7 Complet";

    private const string Natures = "0 Paiement, 1 Regularisation, 2 Annulation, 3 Retenue";
    private const string Destinataires = "0 Assure, 1 Professionnel";
    private const string Canaux = "0 CarteVitale, 1 FeuilleDeSoins";
    private const string Complementaires = "0 Mgen, 1 Autre, 2 Aucune";
    private const string Regimes = "0 Mgen, 1 Autre";
    private const string Releves = "0 Ameli, 1 Courrier";

    [Theory]
    [MemberData(nameof(Numbered))]
    public void Numbers_that_are_stored_mean_what_they_meant(Type type, string members) => Assert.Equal(members, Members(type));

    [Theory]
    [MemberData(nameof(Named))]
    public void Names_that_are_stored_are_what_they_were(Type type, string members) => Assert.Equal(members, Members(type));

    [Fact]
    public void The_precedence_of_situations_names_each_once() => Assert.Equal(
        Enum.GetValues<Domain.Situation>().Order(), SituationPrecedence.Order.Order());

    [Fact]
    public void Situations_are_ranked_by_the_list_and_not_by_their_numbers() => Assert.Equal(
        Enumerable.Range(0, SituationPrecedence.Order.Count), SituationPrecedence.Order.Select(SituationPrecedence.RankOf));

    private static string Members(Type type) =>
        string.Join(", ", Enum.GetValues(type).Cast<Enum>().Select(m => $"{Convert.ToInt16(m, null)} {m}"));
}
