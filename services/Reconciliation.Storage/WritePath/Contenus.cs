using System.Text;
using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The JSON in which lines and views are kept.</summary>
public static class Contenus
{
    public static string Ecrire(PaiementEmis paiement) => Encoding.UTF8.GetString(EnOctets(paiement));

    public static byte[] EnOctets(PaiementEmis paiement) => paiement is PaiementRoEmis ro
        ? JsonSerializer.SerializeToUtf8Bytes(ro, ContratsJson.Lisible.PaiementRoEmis)
        : JsonSerializer.SerializeToUtf8Bytes((PaiementComplementaireEmis)paiement, ContratsJson.Lisible.PaiementComplementaireEmis);

    /// <summary>Reads a stored line back; it was validated when it entered.</summary>
    /// <param name="part">The stream it came by.</param>
    /// <param name="contenu">What <see cref="EnOctets(PaiementEmis)"/> wrote.</param>
    public static PaiementEmis LirePaiement(Part part, ReadOnlySpan<byte> contenu) => part == Part.Ro
        ? JsonSerializer.Deserialize(contenu, ContratsJson.Lisible.PaiementRoEmis)!
        : JsonSerializer.Deserialize(contenu, ContratsJson.Lisible.PaiementComplementaireEmis)!;

    public static string Ecrire(Contracts.Vue vue) => JsonSerializer.Serialize(vue, ContratsJson.Lisible.Vue);

    public static byte[] EnOctets(Contracts.Vue vue) => JsonSerializer.SerializeToUtf8Bytes(vue, ContratsJson.Lisible.Vue);

    public static Contracts.Vue LireVue(ReadOnlySpan<byte> contenu) => JsonSerializer.Deserialize(contenu, ContratsJson.Lisible.Vue)!;

    public static Contracts.Vue LireVue(string contenu) => JsonSerializer.Deserialize(contenu, ContratsJson.Lisible.Vue)!;
}
