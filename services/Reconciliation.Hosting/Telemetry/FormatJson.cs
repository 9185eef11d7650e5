using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Reconciliation.Hosting;

/// <summary>
/// A line of the log as one JSON object, with the trace and span in which it was written. Unlike the formatter of the framework it
/// writes no scopes: those of a request hold its path, and so the numbers of members.
/// </summary>
/// <param name="horloge">The clock.</param>
internal sealed class FormatJson(TimeProvider horloge) : ConsoleFormatter(Nom)
{
    public const string Nom = "reconciliation";

    // Logs are read by people too: no accent need be escaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var tampon = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(tampon, Options))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", horloge.GetUtcNow().UtcDateTime);
            json.WriteString("level", logEntry.LogLevel.ToString());
            json.WriteString("category", logEntry.Category);
            json.WriteString("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activite)
            {
                json.WriteString("traceId", activite.TraceId.ToHexString());
                json.WriteString("spanId", activite.SpanId.ToHexString());
            }

            Valeurs(json, logEntry.State);
            if (logEntry.Exception is { } exception)
            {
                json.WriteString("exception", exception.ToString());
            }

            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(tampon.WrittenSpan));
    }

    private static void Valeurs<TState>(Utf8JsonWriter json, TState etat)
    {
        if (etat is not IReadOnlyList<KeyValuePair<string, object?>> valeurs)
        {
            return;
        }

        json.WriteStartObject("values");
        foreach (var (nom, valeur) in valeurs)
        {
            if (nom == "{OriginalFormat}")
            {
                continue;
            }

            if (valeur is int or long)
            {
                json.WriteNumber(nom, Convert.ToInt64(valeur, CultureInfo.InvariantCulture));
            }
            else
            {
                json.WriteString(nom, Convert.ToString(valeur, CultureInfo.InvariantCulture));
            }
        }

        json.WriteEndObject();
    }
}
