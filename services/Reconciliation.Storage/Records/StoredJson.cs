using System.Text;
using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The JSON in which lines and views are kept.</summary>
public static class StoredJson
{
    public static string Write(PaiementEmis paiement) => Encoding.UTF8.GetString(ToBytes(paiement));

    public static byte[] ToBytes(PaiementEmis paiement) => PaymentFormats.Of(paiement).Store(paiement);

    /// <summary>Reads a stored line back; it was validated when it entered.</summary>
    /// <param name="part">The stream it came by.</param>
    /// <param name="content">What <see cref="ToBytes(PaiementEmis)"/> wrote.</param>
    public static PaiementEmis ReadPaiement(Part part, ReadOnlySpan<byte> content) => PaymentFormats.Of(part).Restore(content);

    public static string Write(Contracts.Vue vue) => JsonSerializer.Serialize(vue, ContratsJson.Lisible.Vue);

    public static byte[] ToBytes(Contracts.Vue vue) => JsonSerializer.SerializeToUtf8Bytes(vue, ContratsJson.Lisible.Vue);

    public static Contracts.Vue ReadVue(ReadOnlySpan<byte> content) => JsonSerializer.Deserialize(content, ContratsJson.Lisible.Vue)!;

    public static Contracts.Vue ReadVue(string content) => JsonSerializer.Deserialize(content, ContratsJson.Lisible.Vue)!;
}
