"""Seats of government, demonyms and short names that stand for a government."""

from __future__ import annotations

_TABLE = """
United States: US, U.S., USA, America, American, Americans, Washington, White House, Pentagon, State Department
Russia: Russian, Russians, Moscow, Kremlin
Ukraine: Ukrainian, Ukrainians, Kyiv, Kiev
China: Chinese, Beijing
European Union: EU, European, Europeans, Brussels, European Commission
United Kingdom: UK, U.K., Britain, British, London, Westminster, Downing Street, Whitehall
France: French, Paris
Germany: German, Germans, Berlin
Italy: Italian, Rome
Spain: Spanish, Madrid
Poland: Polish, Warsaw
Turkey: Turkish, Ankara, Türkiye
Iran: Iranian, Iranians, Tehran
Israel: Israeli, Israelis, Jerusalem
Egypt: Egyptian, Cairo
Saudi Arabia: Saudi, Saudis, Riyadh
Qatar: Qatari, Doha
India: Indian, New Delhi, Delhi
Pakistan: Pakistani, Islamabad
Japan: Japanese, Tokyo
South Korea: Seoul
North Korea: Pyongyang
Canada: Canadian, Ottawa
Mexico: Mexican, Mexico City
Brazil: Brazilian, Brasília, Brasilia
Argentina: Argentine, Argentinian, Buenos Aires
Uruguay: Uruguayan, Montevideo
Paraguay: Paraguayan, Asunción
Chile: Chilean, Santiago
Colombia: Colombian, Bogotá
Venezuela: Venezuelan, Caracas
Ecuador: Ecuadorian, Quito
Switzerland: Swiss, Bern, Berne
Austria: Austrian
Greece: Greek, Athens
Cyprus: Cypriot, Nicosia
Serbia: Serbian, Belgrade
Kosovo: Pristina
Hungary: Hungarian, Budapest
Norway: Norwegian, Oslo
Sweden: Swedish, Stockholm
Denmark: Danish, Copenhagen
Iceland: Icelandic, Reykjavik
Ireland: Irish, Dublin
Portugal: Portuguese, Lisbon
Netherlands: Dutch, The Hague
Belgium: Belgian
Armenia: Armenian, Yerevan
Azerbaijan: Azerbaijani, Baku
Georgia: Georgian, Tbilisi
Ethiopia: Ethiopian, Addis Ababa
Sudan: Sudanese, Khartoum
Kenya: Kenyan, Nairobi
Nigeria: Nigerian, Abuja
South Africa: Pretoria
Morocco: Moroccan, Rabat
Algeria: Algerian, Algiers
Tunisia: Tunisian, Tunis
Libya: Libyan, Tripoli
Lebanon: Lebanese, Beirut
Syria: Syrian, Damascus
Iraq: Iraqi, Baghdad
Indonesia: Indonesian, Jakarta
Philippines: Philippine, Manila
Vietnam: Vietnamese, Hanoi
Taiwan: Taiwanese, Taipei
Australia: Australian, Canberra
New Zealand: Wellington
Belarus: Belarusian, Minsk
Moldova: Moldovan, Chisinau
Finland: Finnish, Helsinki
Malta: Maltese, Valletta
United Nations: UN, U.N., Security Council
IMF: International Monetary Fund
NATO: Nato
"""

COUNTRIES: dict[str, str] = {}
for _line in _TABLE.strip().splitlines():
    _name, _, _others = _line.partition(": ")
    COUNTRIES[_name] = _name
    COUNTRIES.update(dict.fromkeys(_others.split(", "), _name))
